/** The five characters by which Postgres names an error; undefined for what Postgres did not throw. */
export function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { code, severity } = error as { readonly code?: unknown; readonly severity?: unknown }
  // Errors of the network have codes too, and `EPIPE` has five characters: only Postgres says how severe it is.
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && typeof severity === 'string' ? code : undefined
}
