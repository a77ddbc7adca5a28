/** The key of the cached single sign-on settings. */
export const singleSignOnKey = ['single-sign-on'] as const;
