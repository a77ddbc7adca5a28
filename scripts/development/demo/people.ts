/** The people of the demo organizations. They do not exist: names drawn by chance, addresses and numbers set aside. */
import { familyNames, givenNames } from './names.ts';
import { type Chance, chanceOf } from './random.ts';

/** A person in the words of an import. */
export type DemoPerson = {
  readonly email: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly title: string;
  readonly department: string;
  /** Empty for the one at the top. */
  readonly managerEmail: string;
  readonly location: string;
  readonly phone: string;
  readonly employeeNumber: string;
};

export type DemoOrganization = {
  readonly slug: string;
  readonly name: string;
  /** Can do everything, and stands at the top. */
  readonly admin: { readonly givenName: string; readonly familyName: string; readonly email: string };
  readonly people: readonly DemoPerson[];
};

/** Departments as a tree, each with how many work in it and as what. */
type Unit = {
  readonly name: string;
  readonly head: string;
  readonly titles: readonly string[];
  readonly size: number;
  readonly units?: readonly Unit[];
};

const engineering = ['Software Engineer', 'Senior Software Engineer', 'Staff Engineer', 'Test Engineer'];
const operations = ['Site Reliability Engineer', 'Database Administrator', 'Network Engineer'];
const selling = ['Account Executive', 'Sales Representative', 'Solutions Consultant'];

const technology: Unit = {
  name: 'Engineering',
  head: 'Chief Technology Officer',
  titles: ['Principal Engineer'],
  size: 3,
  units: [
    {
      name: 'Product Engineering',
      head: 'Director of Product Engineering',
      titles: engineering,
      size: 8,
      units: [
        { name: 'Web', head: 'Engineering Manager, Web', titles: engineering, size: 11 },
        { name: 'Mobile', head: 'Engineering Manager, Mobile', titles: engineering, size: 9 },
        { name: 'Quality', head: 'Quality Manager', titles: ['Test Engineer', 'Test Automation Engineer'], size: 6 },
      ],
    },
    {
      name: 'Platform',
      head: 'Director of Platform',
      titles: operations,
      size: 4,
      units: [
        { name: 'Infrastructure', head: 'Infrastructure Manager', titles: operations, size: 8 },
        { name: 'Security', head: 'Security Manager', titles: ['Security Engineer', 'Security Analyst'], size: 5 },
      ],
    },
  ],
};

const business: readonly Unit[] = [
  {
    name: 'Sales',
    head: 'Chief Revenue Officer',
    titles: ['Revenue Analyst'],
    size: 2,
    units: [
      { name: 'Europe', head: 'Sales Director, Europe', titles: selling, size: 12 },
      { name: 'Americas', head: 'Sales Director, Americas', titles: selling, size: 12 },
      { name: 'Asia Pacific', head: 'Sales Director, Asia Pacific', titles: selling, size: 7 },
    ],
  },
  {
    name: 'Customer Care',
    head: 'Vice President, Customer Care',
    titles: ['Customer Success Manager'],
    size: 6,
    units: [{ name: 'Support', head: 'Support Manager', titles: ['Support Specialist', 'Support Engineer'], size: 14 }],
  },
  {
    name: 'People',
    head: 'Chief People Officer',
    titles: ['People Partner'],
    size: 4,
    units: [{ name: 'Recruiting', head: 'Recruiting Manager', titles: ['Recruiter', 'Sourcer'], size: 4 }],
  },
  {
    name: 'Finance',
    head: 'Chief Financial Officer',
    titles: ['Financial Analyst', 'Controller'],
    size: 4,
    units: [
      { name: 'Accounting', head: 'Accounting Manager', titles: ['Accountant', 'Payroll Specialist'], size: 5 },
      { name: 'Legal', head: 'General Counsel', titles: ['Counsel', 'Contracts Manager'], size: 2 },
    ],
  },
  {
    name: 'Marketing',
    head: 'Chief Marketing Officer',
    titles: ['Marketing Manager', 'Content Designer', 'Brand Designer'],
    size: 7,
  },
];

/** Cities with the dialling code and the range of numbers that their regulator keeps for fiction. */
const placesOf = {
  acme: [
    { city: 'London', phone: '+44 20 7946 0' },
    { city: 'New York', phone: '+1 212 555 01' },
    { city: 'Berlin', phone: '+49 30 23125 ' },
    { city: 'Dublin', phone: '+353 20 911 0' },
  ],
  globex: [
    { city: 'Manchester', phone: '+44 161 496 0' },
    { city: 'San Francisco', phone: '+1 415 555 01' },
    { city: 'Hamburg', phone: '+49 40 66969 ' },
    { city: 'Sydney', phone: '+61 2 5550 1' },
  ],
} as const;

/** Who has a namesake in the other organization, so that it can be seen that each shows only its own. */
const namesakes: readonly (readonly [string, string])[] = [
  ['Anna', 'Johnson'],
  ['Jürgen', 'Müller'],
  ['Siobhán', 'O’Brien'],
  ['José', 'García'],
];

/** The demo organizations, the same at every start. */
export const demoOrganizations: readonly DemoOrganization[] = [
  organization({ slug: 'acme', name: 'Acme', admin: ['Ada', 'Okafor'], seed: 11 }),
  organization({ slug: 'globex', name: 'Globex', admin: ['Grace', 'Lindqvist'], seed: 23 }),
];

type Plan = { slug: keyof typeof placesOf; name: string; admin: readonly [string, string]; seed: number };

function organization({ slug, name, admin: [givenName, familyName], seed }: Plan): DemoOrganization {
  const admin = { givenName, familyName, email: `${plain(givenName)}@${slug}.example` };
  const people = hire(slug, chanceOf(seed));
  const top = people.add({ ...admin, title: 'Chief Executive Officer', department: '', managerEmail: '' });
  for (const unit of [technology, ...business]) fill(people, unit, [], top.email);
  return { slug, name, admin, people: people.all };
}

type Place = Pick<DemoPerson, 'title' | 'department' | 'managerEmail'>;
type Hiring = {
  readonly all: readonly DemoPerson[];
  readonly chance: Chance;
  add(person: Place & Partial<Pick<DemoPerson, 'givenName' | 'familyName' | 'email'>>): DemoPerson;
};

/** Gives each newcomer a name that nobody has in this organization. */
function hire(slug: keyof typeof placesOf, chance: Chance): Hiring {
  const all: DemoPerson[] = [];
  const taken = new Set<string>();
  const reserved = [...namesakes];
  const nameFor = (): readonly [string, string] => {
    const next = all.length % 30 === 7 ? reserved.shift() : undefined;
    return next ?? [chance.pick(givenNames), chance.pick(familyNames)];
  };
  return {
    all,
    chance,
    add: (person) => {
      let [givenName, familyName] = nameFor();
      while (taken.has(`${givenName} ${familyName}`)) [givenName, familyName] = nameFor();
      const { city, phone } = chance.pick<{ city: string; phone: string }>(placesOf[slug]);
      const hired: DemoPerson = {
        givenName,
        familyName,
        email: `${plain(givenName)}.${plain(familyName)}@${slug}.example`,
        location: city,
        phone: `${phone}${String(all.length % 100).padStart(phone.endsWith('555 01') ? 2 : 3, '0')}`,
        employeeNumber: `${slug[0]?.toUpperCase()}${1001 + all.length}`,
        ...person,
      };
      taken.add(`${hired.givenName} ${hired.familyName}`);
      all.push(hired);
      return hired;
    },
  };
}

function fill(people: Hiring, unit: Unit, above: readonly string[], managerEmail: string): void {
  const path = [...above, unit.name];
  const department = path.join(' / ');
  const head = people.add({ title: unit.head, department, managerEmail });
  for (let n = 0; n < unit.size; n += 1) {
    people.add({ title: people.chance.pick(unit.titles), department, managerEmail: head.email });
  }
  for (const below of unit.units ?? []) fill(people, below, path, head.email);
}

/** A name as it stands in an address: small letters without accents. */
function plain(name: string): string {
  return name
    .replace(/[øØ]/g, 'o')
    .replace(/[łŁ]/g, 'l')
    .replace(/ı/g, 'i')
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z]/g, '');
}
