/** A short message in the corner, such as “Saved”. Nothing of it is loaded before the first one. */

let wanted = false;
const listeners = new Set<() => void>();

export async function notify(message: string): Promise<void> {
  wanted = true;
  for (const listener of listeners) listener();
  const { showToast } = await import('./toasts.tsx');
  showToast(message);
}

export const toastsWanted = (): boolean => wanted;

export function onToastsWanted(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
