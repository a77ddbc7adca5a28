/**
 * Method and path of every endpoint that the application calls. Only types come from the contract, so that zod stays out of the bundle;
 * `endpoints.test.ts` compares the table with the contract itself.
 */
import type * as contract from '@frontdesk/contract';
import type { BodyOf, Endpoint, Method, ParamsOf, QueryOf, ResponseOf } from '@frontdesk/contract';

type Contract = typeof contract;

type ContractName = {
  [Name in keyof Contract]: Contract[Name] extends Endpoint ? Name : never;
}[keyof Contract];

type Part<Key extends string, Value> = [Value] extends [undefined] ? { [K in Key]?: undefined } : { [K in Key]: Value };

/** The endpoints that the application calls. */
export type EndpointName = keyof typeof endpoints;

/** What a call to the endpoint needs. Queries are partial, because the server knows their defaults. */
export type RequestOf<Name extends EndpointName> = Part<'params', ParamsOf<Contract[Name]>> &
  Part<'body', BodyOf<Contract[Name]>> & { query?: Partial<QueryOf<Contract[Name]>> };

export type AnswerOf<Name extends EndpointName> = ResponseOf<Contract[Name]>;

export const endpoints = {
  getWorkspace: ['GET', '/api/workspace'],

  getSession: ['GET', '/api/session'],
  signIn: ['POST', '/api/session'],
  signOut: ['DELETE', '/api/session'],
  listSessions: ['GET', '/api/sessions'],
  revokeSession: ['DELETE', '/api/sessions/:sessionId'],
  lookUpInvitation: ['POST', '/api/invitations/lookup'],
  acceptInvitation: ['POST', '/api/invitations/acceptance'],
  getSingleSignOn: ['GET', '/api/single-sign-on'],
  saveSingleSignOn: ['PUT', '/api/single-sign-on'],

  listPeople: ['GET', '/api/people'],
  getPerson: ['GET', '/api/people/:personId'],
  listDepartments: ['GET', '/api/departments'],
  createPeopleImport: ['POST', '/api/people/imports'],
  listPeopleImports: ['GET', '/api/people/imports'],
  getPeopleImport: ['GET', '/api/people/imports/:importId'],
  listImportRows: ['GET', '/api/people/imports/:importId/rows'],
  executePeopleImport: ['POST', '/api/people/imports/:importId/execution'],
  stopPeopleImport: ['POST', '/api/people/imports/:importId/stop'],

  getOperatorSession: ['GET', '/api/console/session'],
  operatorSignIn: ['POST', '/api/console/session'],
  operatorSignOut: ['DELETE', '/api/console/session'],
  listTenants: ['GET', '/api/console/tenants'],
  getTenant: ['GET', '/api/console/tenants/:tenantId'],
  provisionTenant: ['POST', '/api/console/tenants'],
  suspendTenant: ['POST', '/api/console/tenants/:tenantId/suspension'],
  resumeTenant: ['DELETE', '/api/console/tenants/:tenantId/suspension'],
  deleteTenant: ['DELETE', '/api/console/tenants/:tenantId'],
} as const satisfies Partial<Record<ContractName, readonly [Method, `/api/${string}`]>>;
