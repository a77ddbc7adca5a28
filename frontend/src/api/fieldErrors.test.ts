import { expect } from 'chai';
import { formErrors } from './fieldErrors.ts';
import { ApiProblem } from './problem.ts';

const problem = (errors: { field: string; message: string }[]) =>
  new ApiProblem({ type: 'about:blank', title: 'No', status: 422, detail: 'Please check the form.', errors });

describe('formErrors', () => {
  it('puts each error at its field, the first one where there are several', () => {
    const errors = [
      { field: 'admin.email', message: 'This is no address.' },
      { field: 'admin.email', message: 'Too short.' },
      { field: 'body.slug', message: 'Taken.' },
    ];
    expect(formErrors(problem(errors), ['slug', 'admin.email'])).to.deep.equal({
      fields: { 'admin.email': 'This is no address.', slug: 'Taken.' },
      rest: undefined,
    });
  });

  it('loses nothing that has no field in the form', () => {
    expect(formErrors(problem([{ field: 'token', message: 'Used.' }]), ['password']).rest).to.equal('Used.');
    expect(formErrors(problem([]), ['password'])).to.deep.equal({ fields: {}, rest: 'Please check the form.' });
  });
});
