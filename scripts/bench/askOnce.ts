/** One request on one connection, for looking at the answer. */
import { connect } from 'node:net';

/** @returns the body @throws Error when the answer is not 200 */
export function askOnce(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (text) => {
      answer += text;
    });
    socket.on('error', reject);
    socket.on('end', () => {
      const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
      if (head.startsWith('HTTP/1.1 200')) resolve(body);
      else reject(new Error(`The server answered:\n${answer}`));
    });
    socket.write(request.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
  });
}
