/** Puts a problem's field errors where a form shows them; what belongs to no field of the form is left over. */
import type { ApiProblem } from './problem.ts';

export type FormErrors = { fields: Record<string, string>; rest: string | undefined };

/** `fields` are the form's own names, in the contract's spelling: `email`, `admin.email`. */
export function formErrors(problem: ApiProblem, fields: readonly string[]): FormErrors {
  const shown: Record<string, string> = {};
  const others: string[] = [];
  for (const { field, message } of problem.errors) {
    const name = field.replace(/^body\./, '');
    if (!fields.includes(name)) others.push(message);
    else if (!shown[name]) shown[name] = message;
  }
  const placed = Object.keys(shown).length > 0;
  return { fields: shown, rest: others.length > 0 ? others.join(' ') : placed ? undefined : problem.detail };
}
