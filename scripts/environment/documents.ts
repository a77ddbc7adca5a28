/** The documents about the environment, made from the one schema of the backend's settings. */
import { environmentSchema } from '../../backend/src/core/config.ts';

type Setting = {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly default: string | undefined;
  readonly values: string;
};

type Property = {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
};

/** The settings, in the order of the schema. */
function settings(): Setting[] {
  const { properties = {} } = environmentSchema.toJSONSchema();
  return Object.entries(properties as Record<string, Property>).map(([name, property]) => {
    if (!property.description) throw new Error(`${name} has no description in backend/src/core/config.ts.`);
    const value = environmentSchema.shape[name as keyof typeof environmentSchema.shape];
    return {
      name,
      description: property.description,
      required: !value.safeParse(undefined).success,
      default: property.default === undefined ? undefined : String(property.default),
      values: valuesOf(property),
    };
  });
}

function valuesOf(property: Property): string {
  if (property.enum) return property.enum.map((value) => `\`${value}\``).join(', ');
  if (property.type === 'integer' || property.type === 'number') {
    const { minimum, maximum } = property;
    return maximum === undefined || maximum === Number.MAX_SAFE_INTEGER
      ? `a number from ${minimum ?? 0}`
      : `a number from ${minimum ?? 0} to ${maximum}`;
  }
  if (property.format === 'uri') return 'an address (URL)';
  return property.minLength && property.minLength > 1 ? `text of at least ${property.minLength} characters` : 'text';
}

const note = 'Written by `npm run docs:environment` from backend/src/core/config.ts; a test compares them.';

/** Each file's path and what it must hold. */
export function documents(): Readonly<Record<string, string>> {
  return { 'docs/ENVIRONMENT_VARIABLES.md': table(settings()), '.env.example': example(settings()) };
}

function table(all: readonly Setting[]): string {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const fallback = ({ required, default: value }: Setting) =>
    required ? '**required**' : value === undefined ? 'none' : `\`${value}\``;
  const rows = all.map(
    (setting) =>
      `| \`${setting.name}\` | ${cell(setting.description)} | ${cell(setting.values)} | ${cell(fallback(setting))} |`,
  );
  return `# Environment variables

<!-- ${note} -->

Every process of the backend reads its settings from the environment. A missing, malformed or contradictory one stops
the start with a sentence that names it.

Any variable \`X\` can be given as \`X_FILE\` instead: the path of a file that holds the value, such as a mounted secret.
\`npm start\` sets all of them by itself; \`DATABASE_URL\`, \`REDIS_URL\` and \`S3_ENDPOINT\` make it use yours.

| Variable | What it is | Values | Default |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function example(all: readonly Setting[]): string {
  const entries = all.map(({ name, description, required, default: value }) => {
    const line = required ? `${name}=` : `# ${name}=${value ?? ''}`;
    return `# ${description}\n${line}\n`;
  });
  return `# ${note}\n# Copy it to .env and fill in what is required; what is commented out shows the default.\n\n${entries.join('\n')}`;
}
