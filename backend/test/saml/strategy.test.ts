/** The strategy below a real Passport and a real Express: it takes a posted response, and nothing else. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import passport from 'passport';
import { SingleSignOnStrategy } from '../../src/features/identity/saml/strategy.ts';
import { fieldOf, makeResponse } from './documents.ts';
import { acme, expectationsOf, factsFor, making, modes, stranger } from './world.ts';

/** passport-saml brings types of an older Express. */
const asPassports = (strategy: SingleSignOnStrategy) => strategy as unknown as passport.Strategy;

describe('The Passport strategy', () => {
  const strategy = new SingleSignOnStrategy(
    async () => expectationsOf(acme),
    async (_request, assertion) => ({ nameId: assertion.nameId }),
  );
  const broken = new SingleSignOnStrategy(
    () => Promise.reject(new Error('the database is away')),
    () => Promise.reject(new Error('never reached')),
  );
  const server = express()
    .use(express.urlencoded({ extended: false, limit: '1mb' }))
    .use('/broken', passport.authenticate(asPassports(broken), { session: false }))
    .use(passport.authenticate(asPassports(strategy), { session: false }))
    .use((request, response) => void response.json(request.user))
    .use(((_error, _request, response, _next) => void response.status(500).end()) satisfies express.ErrorRequestHandler)
    .listen(0, '127.0.0.1');
  before(async () => void (server.listening || (await once(server, 'listening'))));
  after(() => void server.close());

  const address = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const post = (fields: Record<string, string>, path = '/') =>
    fetch(address(path), { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  const good = async () => fieldOf(await makeResponse(factsFor(acme), making(modes['both signed'])));

  it('signs in by a proper response', async () => {
    const response = await post({ SAMLResponse: await good() });
    expect(await response.json()).to.deep.equal({ nameId: 'ada' });
  });

  it('answers 401 to a forged response', async () => {
    const forged = await makeResponse(factsFor(acme), making(modes['both signed'], { key: stranger }));
    expect((await post({ SAMLResponse: fieldOf(forged) })).status).to.equal(401);
  });

  it('takes nothing from the query, no logout message, and starts no sign-in by itself', async () => {
    const query = `/?${new URLSearchParams({ SAMLResponse: await good() })}`;
    for (const response of [
      await fetch(address(query), { redirect: 'manual' }),
      await post({}, query),
      await post({ SAMLRequest: await good() }),
      await post({}),
    ])
      expect(response.status).to.equal(401);
  });

  it('hands on what is not the response’s fault', async () => {
    expect((await post({ SAMLResponse: await good() }, '/broken')).status).to.equal(500);
  });
});
