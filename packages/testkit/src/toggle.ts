/** On, or off for a reason, which is shown beside the tests that are skipped. */
export type Toggle = true | { readonly off: string }
