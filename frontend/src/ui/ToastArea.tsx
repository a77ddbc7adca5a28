import { lazy, Suspense, useSyncExternalStore } from 'react';
import { onToastsWanted, toastsWanted } from './notify.ts';

const Toasts = lazy(() => import('./toasts.tsx'));

/** Where `notify` puts its messages. */
export function ToastArea() {
  const wanted = useSyncExternalStore(onToastsWanted, toastsWanted);
  return wanted ? (
    <Suspense>
      <Toasts />
    </Suspense>
  ) : null;
}
