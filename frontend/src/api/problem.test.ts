import { expect } from 'chai';
import { problemFrom, waitInWords } from './problem.ts';

describe('problemFrom', () => {
  it('keeps what the server says, with its fields', () => {
    const body = JSON.stringify({
      type: '/problems/validation',
      title: 'Please check the form',
      status: 422,
      detail: 'One field is wrong.',
      errors: [{ field: 'email', message: 'This is no address.' }],
    });
    const problem = problemFrom(422, body, null);
    expect(problem).to.include({ status: 422, title: 'Please check the form', detail: 'One field is wrong.' });
    expect(problem.errors).to.deep.equal([{ field: 'email', message: 'This is no address.' }]);
  });

  it('has a sentence for an answer that is no problem document', () => {
    expect(problemFrom(502, '<html>Bad gateway</html>', null).title).to.equal('The service is restarting');
    expect(problemFrom(418, '', null).title).to.equal('That did not work');
  });

  it('says how long to wait when the server says so', () => {
    expect(problemFrom(429, '', '20').detail).to.equal('Please slow down a little. Try again in 20 seconds.');
    expect(problemFrom(503, '', '1').retryAfterSeconds).to.equal(1);
    expect(problemFrom(429, '', 'soon').retryAfterSeconds).to.equal(undefined);
  });
});

describe('waitInWords', () => {
  it('turns to minutes when seconds become many', () => {
    expect([1, 89, 91, 600].map(waitInWords)).to.deep.equal(['1 second', '89 seconds', '2 minutes', '10 minutes']);
  });
});
