/**
 * Our own judgement of what a response says. Every element is looked for by its exact count and namespace, and every
 * value is compared exactly: the library passes a wrong Issuer, Destination, Recipient, status, method and more.
 */
import type { Element } from '@xmldom/xmldom';
import { childrenOf, isNamed, onlyChild, textOf } from './dom.ts';
import { type Clock, hasBegun, instantOf, isAhead, requiredInstant } from './instant.ts';
import { mustHold } from './refusal.ts';

export type Expectations = {
  /** The tenant's own entity id. */
  serviceProviderEntityId: string;
  /** The address that the response must have been sent to. */
  assertionConsumerServiceUrl: string;
  identityProviderEntityId: string;
  /** The request that must have been answered. */
  requestId: string;
};

/** What an assertion that holds says of a person. */
export type AssertionClaims = {
  assertionId: string;
  nameId: string;
  nameIdFormat: string;
  sessionIndex: string | null;
  /** When the identity provider wants the session to end. */
  sessionNotOnOrAfter: Date | null;
  authenticatedAt: Date;
  /** After this instant the assertion is refused for its age alone, so it need not be remembered any longer. */
  usableUntil: Date;
};

const success = 'urn:oasis:names:tc:SAML:2.0:status:Success';
const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
const entityFormat = 'urn:oasis:names:tc:SAML:2.0:nameid-format:entity';
const unspecifiedFormat = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified';

/** A response is made when it is asked for, and a request lives for ten minutes. */
const maximumAgeSeconds = 600;

/** Checks the response's own part: envelope, issuer, status. */
export function checkResponse(response: Element, expected: Expectations, clock: Clock): void {
  mustHold(isNamed(response, 'protocol', 'Response'), 'structure', 'The document is not a SAML 2.0 response.');
  checkHead(response, 'response', expected, clock);
  const destination = response.getAttribute('Destination');
  mustHold(
    destination === expected.assertionConsumerServiceUrl,
    'destination',
    `Destination is ${destination ?? 'missing'}; it must be ${expected.assertionConsumerServiceUrl}.`,
  );
  checkInResponseTo(response, expected);
  const status = onlyChild(response, 'protocol', 'Status', 'status');
  const code = onlyChild(status, 'protocol', 'StatusCode', 'status').getAttribute('Value');
  mustHold(code === success, 'status', `The identity provider answered with the status ${code ?? '(none)'}.`);
}

/** Checks an assertion and reads it. */
export function readAssertion(assertion: Element, expected: Expectations, clock: Clock): AssertionClaims {
  mustHold(isNamed(assertion, 'assertion', 'Assertion'), 'structure', 'The assertion is not one of SAML 2.0.');
  const issuedAt = checkHead(assertion, 'assertion', expected, clock);
  const subject = onlyChild(assertion, 'assertion', 'Subject', 'subject');
  const confirmedUntil = checkConfirmation(subject, expected, clock);
  const conditionsUntil = checkConditions(assertion, expected, clock);
  const ends = [confirmedUntil, conditionsUntil, new Date(issuedAt.getTime() + maximumAgeSeconds * 1000)];
  return {
    assertionId: assertion.getAttribute('ID') ?? '',
    ...readNameId(subject),
    ...readAuthentication(assertion, clock),
    usableUntil: new Date(Math.min(...ends.map((end) => end.getTime())) + clock.skewSeconds * 1000),
  };
}

/** What response and assertion have in common: version, ID, age, issuer. */
function checkHead(element: Element, what: string, expected: Expectations, clock: Clock): Date {
  mustHold(element.getAttribute('Version') === '2.0', 'version', `The ${what} is not of version 2.0.`);
  mustHold(/^[A-Za-z_][\w.-]{0,255}$/.test(element.getAttribute('ID') ?? ''), 'id', `The ${what} has no proper ID.`);
  const issuedAt = requiredInstant(element.getAttribute('IssueInstant'), `IssueInstant of the ${what}`);
  mustHold(hasBegun(issuedAt, clock), 'time', `The ${what} was issued in the future: ${issuedAt.toISOString()}.`);
  const tooOld = new Date(issuedAt.getTime() + maximumAgeSeconds * 1000);
  mustHold(isAhead(tooOld, clock), 'time', `The ${what} is too old; it was issued at ${issuedAt.toISOString()}.`);
  const issuer = onlyChild(element, 'assertion', 'Issuer', 'issuer');
  const name = textOf(issuer, 'issuer');
  mustHold(
    name === expected.identityProviderEntityId,
    'issuer',
    `The issuer of the ${what} is ${name}; it must be ${expected.identityProviderEntityId}.`,
  );
  const format = issuer.getAttribute('Format');
  mustHold(format === null || format === entityFormat, 'issuer', `The issuer of the ${what} has the format ${format}.`);
  return issuedAt;
}

function checkInResponseTo(element: Element, expected: Expectations): void {
  const answered = element.getAttribute('InResponseTo');
  mustHold(
    answered === expected.requestId,
    'in-response-to',
    `InResponseTo of ${element.localName} is ${answered ?? 'missing'}; the request was ${expected.requestId}.`,
  );
}

function readNameId(subject: Element): { nameId: string; nameIdFormat: string } {
  mustHold(childrenOf(subject, 'BaseID').length === 0, 'name-id', 'The subject has a BaseID.');
  const element = onlyChild(subject, 'assertion', 'NameID', 'name-id');
  const nameId = textOf(element, 'name-id');
  mustHold(nameId !== '' && nameId.length <= 512, 'name-id', 'The NameID is empty or too long.');
  mustHold(nameId === nameId.trim(), 'name-id', 'The NameID begins or ends with white space.');
  return { nameId, nameIdFormat: element.getAttribute('Format') ?? unspecifiedFormat };
}

function checkConfirmation(subject: Element, expected: Expectations, clock: Clock): Date {
  const confirmation = onlyChild(subject, 'assertion', 'SubjectConfirmation', 'confirmation');
  const method = confirmation.getAttribute('Method');
  mustHold(
    method === bearer,
    'confirmation',
    `The method of confirmation is ${method ?? 'missing'}; it must be bearer.`,
  );
  const data = onlyChild(confirmation, 'assertion', 'SubjectConfirmationData', 'confirmation');
  const recipient = data.getAttribute('Recipient');
  mustHold(
    recipient === expected.assertionConsumerServiceUrl,
    'recipient',
    `Recipient is ${recipient ?? 'missing'}; it must be ${expected.assertionConsumerServiceUrl}.`,
  );
  checkInResponseTo(data, expected);
  return checkPeriod(data, clock);
}

function checkConditions(assertion: Element, expected: Expectations, clock: Clock): Date {
  const conditions = onlyChild(assertion, 'assertion', 'Conditions', 'conditions');
  const until = checkPeriod(conditions, clock);
  // A condition that is not understood makes the assertion invalid (SAML 2.0 core 2.5.1.1).
  for (const condition of childrenOf(conditions))
    mustHold(
      ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction'].includes(condition.localName ?? ''),
      'conditions',
      `The condition ${condition.localName} is not known.`,
    );
  const restriction = onlyChild(conditions, 'assertion', 'AudienceRestriction', 'audience');
  const audiences = childrenOf(restriction, 'Audience').filter((audience) =>
    isNamed(audience, 'assertion', 'Audience'),
  );
  const named = audiences.map((audience) => textOf(audience, 'audience'));
  mustHold(
    named.includes(expected.serviceProviderEntityId),
    'audience',
    `The audience is ${named.join(', ') || 'missing'}; it must be ${expected.serviceProviderEntityId}.`,
  );
  return until;
}

/** NotBefore may be there, NotOnOrAfter must be; returns the latter. */
function checkPeriod(element: Element, clock: Clock): Date {
  const from = instantOf(element.getAttribute('NotBefore'), `NotBefore of ${element.localName}`);
  const until = requiredInstant(element.getAttribute('NotOnOrAfter'), `NotOnOrAfter of ${element.localName}`);
  const what = `${element.localName} of the assertion`;
  mustHold(from === null || hasBegun(from, clock), 'time', `${what} is not valid before ${from?.toISOString()}.`);
  mustHold(isAhead(until, clock), 'time', `${what} has expired at ${until.toISOString()}.`);
  return until;
}

function readAuthentication(
  assertion: Element,
  clock: Clock,
): Pick<AssertionClaims, 'sessionIndex' | 'sessionNotOnOrAfter' | 'authenticatedAt'> {
  const statement = onlyChild(assertion, 'assertion', 'AuthnStatement', 'authentication-statement');
  const authenticatedAt = requiredInstant(statement.getAttribute('AuthnInstant'), 'AuthnInstant');
  mustHold(hasBegun(authenticatedAt, clock), 'time', 'AuthnInstant lies in the future.');
  const sessionNotOnOrAfter = instantOf(statement.getAttribute('SessionNotOnOrAfter'), 'SessionNotOnOrAfter');
  mustHold(
    sessionNotOnOrAfter === null || isAhead(sessionNotOnOrAfter, clock),
    'time',
    'SessionNotOnOrAfter has passed.',
  );
  return { sessionIndex: statement.getAttribute('SessionIndex'), sessionNotOnOrAfter, authenticatedAt };
}
