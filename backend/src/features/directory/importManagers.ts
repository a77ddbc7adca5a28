/** The managers that a file names: each must be there when the import is done, and nobody may end up above themselves. */
import type { CheckedRow, PersonText } from './importAnalysis.ts';

/** Adds an error to every row whose manager can't be set. */
export function checkManagers(rows: readonly CheckedRow[], people: ReadonlyMap<string, PersonText>): void {
  const rowByEmail = new Map<string, CheckedRow>();
  for (const row of rows) if (row.values.email) rowByEmail.set(row.values.email, row);
  for (const row of rows) {
    const manager = row.values.manager_email;
    if (!manager || row.errors.some((error) => error.column === 'manager_email')) continue;
    if (manager === row.values.email) refuse(row, 'Nobody is their own manager.');
    else if (!people.has(manager) && !rowByEmail.has(manager))
      refuse(row, 'Nobody in the directory or in this file has this address.');
  }
  refuseFollowers(
    rows.filter((row) => row.errors.length > 0),
    rows,
    people,
  );
  // A refused row leaves its person with the manager they have, which may close another circle.
  for (let circles = circlesOf(rows, people); circles.length > 0; circles = circlesOf(rows, people)) {
    const refused: CheckedRow[] = [];
    for (const circle of circles) {
      const chain = [...circle, circle[0]].join(' → ');
      for (const email of circle) {
        const row = rowByEmail.get(email);
        if (!row || row.errors.length > 0 || !row.values.manager_email) continue;
        refuse(row, `This makes a circle of managers: ${chain}.`);
        refused.push(row);
      }
    }
    if (refused.length === 0) return;
    refuseFollowers(refused, rows, people);
  }
}

const refuse = (row: CheckedRow, message: string) => row.errors.push({ column: 'manager_email', message });

/** Whoever reports to a new person that is refused can't be imported either, and so on downwards. */
function refuseFollowers(
  refused: readonly CheckedRow[],
  rows: readonly CheckedRow[],
  people: ReadonlyMap<string, PersonText>,
): void {
  const followers = Map.groupBy(rows, (row) => row.values.manager_email ?? '');
  const queue = [...refused];
  const seen = new Set<string>();
  for (let row = queue.pop(); row; row = queue.pop()) {
    const email = row.values.email ?? '';
    if (email === '' || people.has(email) || seen.has(email)) continue;
    seen.add(email);
    for (const follower of followers.get(email) ?? []) {
      if (follower.errors.some((error) => error.column === 'manager_email')) continue;
      const before = follower.errors.length;
      refuse(follower, `The manager is on line ${row.line}, which can’t be imported.`);
      if (before === 0) queue.push(follower);
    }
  }
}

/** The circles that the accepted rows would make. */
function circlesOf(rows: readonly CheckedRow[], people: ReadonlyMap<string, PersonText>): string[][] {
  const managerOf = new Map<string, string>();
  for (const person of people.values()) managerOf.set(person.email, person.manager_email);
  for (const { values, errors } of rows) {
    if (errors.length === 0 && values.email && values.manager_email !== undefined)
      managerOf.set(values.email, values.manager_email);
  }
  return managerCircles(managerOf);
}

/** Every circle in who reports to whom, each once. */
export function managerCircles(managerOf: ReadonlyMap<string, string>): string[][] {
  const circles: string[][] = [];
  const seenFrom = new Map<string, string>();
  for (const start of managerOf.keys()) {
    const path: string[] = [];
    let person = start;
    while (person !== '' && !seenFrom.has(person)) {
      seenFrom.set(person, start);
      path.push(person);
      person = managerOf.get(person) ?? '';
    }
    if (person !== '' && seenFrom.get(person) === start) circles.push(path.slice(path.indexOf(person)));
  }
  return circles;
}

/**
 * The places of the accepted rows, counted from 0: first those whose manager is not new, then their reports, and so on.
 * The accepted ones make no circle, so each of them gets a place.
 */
export function managersFirst(
  rows: readonly CheckedRow[],
  people: ReadonlyMap<string, PersonText>,
): Map<CheckedRow, number> {
  const accepted = rows.filter(({ errors }) => errors.length === 0);
  const added = new Set(accepted.map(({ values }) => values.email ?? '').filter((email) => !people.has(email)));
  const newManager = ({ values }: CheckedRow) =>
    values.manager_email && added.has(values.manager_email) ? values.manager_email : '';
  const reports = Map.groupBy(accepted, newManager);
  const positions = new Map<CheckedRow, number>();
  let next = reports.get('') ?? [];
  while (next.length > 0) {
    for (const row of next) positions.set(row, positions.size);
    next = next.flatMap(({ values }) => (values.email && added.has(values.email) && reports.get(values.email)) || []);
  }
  return positions;
}
