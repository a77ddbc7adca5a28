/** A write to the API as a mutation, with an idempotency key that outlives a retry. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from './call.ts';
import type { AnswerOf, EndpointName, RequestOf } from './endpoints.ts';
import { idempotencyKeys } from './idempotency.ts';
import { ApiProblem } from './problem.ts';

type Options<Name extends EndpointName> = {
  onSuccess?: (answer: AnswerOf<Name>, request: RequestOf<Name>) => unknown;
};

export function useApiMutation<Name extends EndpointName>(name: Name, { onSuccess }: Options<Name> = {}) {
  const [keys] = useState(() => idempotencyKeys());
  return useMutation<AnswerOf<Name>, ApiProblem, RequestOf<Name>>({
    mutationFn: async (request) => {
      try {
        const answer = await call(name, request, { idempotencyKey: keys.keyFor(request) });
        keys.answered(request, 200);
        return answer;
      } catch (error) {
        if (error instanceof ApiProblem) keys.answered(request, error.status);
        throw error;
      }
    },
    onSuccess,
  });
}
