/** `npm run docs:environment`: writes docs/ENVIRONMENT_VARIABLES.md and .env.example from the backend's schema. */
import { writeFileSync } from 'node:fs';
import { documents } from './environment/documents.ts';

for (const [file, text] of Object.entries(documents())) {
  writeFileSync(file, text);
  console.log(`✓ ${file}`);
}
