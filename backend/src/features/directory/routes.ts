/** The directory's endpoints. */
import * as contract from '@frontdesk/contract';
import express from 'express';
import { ProblemError, validation } from '../../core/errors.ts';
import { newId } from '../../core/identifiers.ts';
import { openRoute, type Route, readRoute, writeRoute } from '../../core/route.ts';
import { objectKey } from '../../core/storage.ts';
import { listDepartments } from './departments.ts';
import { analysePeopleImport } from './importAnalysisJob.ts';
import { runPeopleImport } from './importRunJob.ts';
import { beginImport, executeImport, getImport, listImports, listRows, stopImport } from './imports.ts';
import { getPerson, listPeople } from './people.ts';

const csvBody = express.raw({ type: 'text/csv', limit: contract.importLimits.bytes });

export const directoryRoutes: readonly Route[] = [
  readRoute(contract.listPeople, 'directory.read', ({ read, query }) => listPeople(read, query)),
  readRoute(contract.listDepartments, 'directory.read', ({ read }) => listDepartments(read)),

  // Before the person's page, whose pattern takes any word.
  readRoute(contract.listPeopleImports, 'directory.import', async ({ read }) => ({ items: await listImports(read) })),
  openRoute(
    contract.createPeopleImport,
    'directory.import',
    { bodyParsers: [csvBody] },
    async ({ services, tenant, actor, query }, request) => {
      const bytes = csvOf(request);
      const importId = newId();
      const key = objectKey(tenant.id, 'people-imports', importId);
      // The object first: a row without a file could never be read.
      await services.storage.put(key, bytes, 'text/csv');
      const analysis = analysePeopleImport.errand({ importId });
      return services.database.transaction(tenant.id, (tx) =>
        beginImport(tx, { importId, fileName: query.fileName, objectKey: key, analysis }, actor.accountId),
      );
    },
  ),
  readRoute(contract.getPeopleImport, 'directory.import', ({ read, params }) => getImport(read, params.importId)),
  readRoute(contract.listImportRows, 'directory.import', ({ read, params, query }) =>
    listRows(read, params.importId, query),
  ),
  writeRoute(contract.executePeopleImport, 'directory.import', ({ tx, params: { importId }, actor }) =>
    executeImport(tx, importId, runPeopleImport.errand({ importId }), actor.accountId),
  ),
  writeRoute(contract.stopPeopleImport, 'directory.import', ({ tx, params, actor }) =>
    stopImport(tx, params.importId, actor.accountId),
  ),

  readRoute(contract.getPerson, 'directory.read', ({ read, params }) => getPerson(read, params.personId)),
];

/** The body of an upload. @throws ProblemError 415 or 422 */
function csvOf(request: express.Request): Uint8Array {
  if (!request.is('text/csv')) {
    // `is` answers null when there is no body at all.
    if (request.is('*/*') === null) throw noFile();
    throw new ProblemError(
      415,
      'unsupported-media-type',
      'This is not a CSV file',
      'Send the file itself as the body, with the content type text/csv.',
    );
  }
  if (!Buffer.isBuffer(request.body) || request.body.length === 0) throw noFile();
  return request.body;
}

const noFile = () => validation([{ field: 'file', message: 'The file is empty. Choose a CSV file with a header.' }]);
