/** Whether a certificate is good today, and whether someone has to act soon. */

const day = 86_400_000;

export function certificateState(
  validFrom: string,
  validTo: string,
  now = Date.now(),
): { label: string; color: string } {
  const from = Date.parse(validFrom);
  const to = Date.parse(validTo);
  if (to <= now) return { label: 'Expired', color: 'red' };
  if (from > now) return { label: 'Not valid yet', color: 'yellow' };
  const days = Math.floor((to - now) / day);
  if (days < 30)
    return {
      label: days === 0 ? 'Expires today' : `Expires in ${days} ${days === 1 ? 'day' : 'days'}`,
      color: 'yellow',
    };
  return { label: 'Valid', color: 'brand' };
}
