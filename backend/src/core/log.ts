/** Structured logs: JSON lines by pino. What could be a secret or a person's data is never logged. */
import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';

export type Log = Logger;

export function createLog(config: Pick<Config, 'LOG_LEVEL'>, processName: string): Log {
  return pino({
    level: config.LOG_LEVEL,
    base: { process: processName, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: ['password', '*.password', 'token', '*.token', 'cookie', '*.cookie', 'headers'],
      censor: '[redacted]',
    },
  });
}
