import { Children } from 'react';

/** Text without spaces, such as an address or a fingerprint, that goes on in the next line after its punctuation. */
export function Breakable({ text }: { text: string }) {
  const parts = text.split(/(?<=[@.:/_-])/).flatMap((part, index) => (index === 0 ? [part] : [<wbr key="" />, part]));
  return Children.toArray(parts);
}
