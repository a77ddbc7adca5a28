/** The names of what an account may do, and which role may do it. */
import { z } from 'zod';

export const role = z.enum(['user', 'manager', 'admin']);
export type Role = z.infer<typeof role>;

export const permission = z.enum([
  'directory.read',
  'directory.import',
  'sessions.manage-own',
  'single-sign-on.manage',
  'audit.read',
]);
export type Permission = z.infer<typeof permission>;

const everyone: readonly Permission[] = ['directory.read', 'sessions.manage-own'];

/** Which permissions a role carries. */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  user: everyone,
  manager: everyone,
  admin: [...everyone, 'directory.import', 'single-sign-on.manage', 'audit.read'],
};
