/** What the tests' environment says: `npm test` starts the services and tells their addresses. */

/** An address that only tests need; the backend's own settings are read by `loadConfig`. */
export function testSetting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing: run this with \`npm test -- <part of the file's path>\`.`);
  return value;
}
