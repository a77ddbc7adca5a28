/** The development object store as a program that takes the place of VersityGW: its variables, port and health check. */
import { createServer } from 'node:http';
import { createObjectStore } from '../../../scripts/development/objectStore/server.ts';

const { ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey, VGW_PORT, VGW_HEALTH } = process.env;
const folder = process.argv[3];
if (!accessKeyId || !secretAccessKey || !VGW_PORT || !folder) {
  throw new Error('Give ROOT_ACCESS_KEY, ROOT_SECRET_KEY, VGW_PORT and the arguments: posix FOLDER.');
}

const store = createObjectStore(folder, { accessKeyId, secretAccessKey });
const server = createServer((request, response) => {
  if (request.url === VGW_HEALTH) response.end('OK');
  else store.emit('request', request, response);
});
server.listen(Number(VGW_PORT.replace(/^.*:/, '')));
process.on('SIGTERM', () => server.close());
