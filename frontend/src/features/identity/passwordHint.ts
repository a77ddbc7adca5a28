/** What to say of a new password while it is typed: its length is what counts. */

export const minPasswordLength = 12;

export type PasswordHint = { percent: number; color: string; text: string };

export function passwordHint(password: string): PasswordHint {
  const length = [...password].length;
  if (length === 0) return { percent: 0, color: 'gray', text: '' };
  const missing = minPasswordLength - length;
  if (missing > 0) {
    const percent = Math.round((length / minPasswordLength) * 50);
    return { percent, color: 'orange', text: `${missing} more ${missing === 1 ? 'character' : 'characters'} to go.` };
  }
  if (length < 16) return { percent: 75, color: 'brand', text: 'Good. Longer is better.' };
  return { percent: 100, color: 'brand', text: 'Strong.' };
}
