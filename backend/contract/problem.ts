/** Errors as RFC 9457 problem details. `detail` says what to do; `errors` names fields. */
import { z } from 'zod';

export const fieldError = z.strictObject({
  /** The path of the field as the client sent it: `email`, `rows.3.email`. */
  field: z.string(),
  message: z.string(),
});

export const problem = z.object({
  /** A URI reference that names the kind of problem: `/problems/validation`. */
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  requestId: z.string().optional(),
  errors: z.array(fieldError).optional(),
});

export type FieldError = z.infer<typeof fieldError>;
export type Problem = z.infer<typeof problem>;
