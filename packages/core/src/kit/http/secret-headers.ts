const secretName = /auth|cookie|key|password|secret|session|token/i

/** Whether a header with this name is taken for a secret: it stays at the origin of the API, and out of errors. */
export function isSecretHeader(name: string): boolean {
  return secretName.test(name)
}

/** The values of headers that are taken for secrets, `Bearer` and its like left out. */
export function secretsOfHeaders(headers: Readonly<Record<string, string>> = {}): readonly string[] {
  return Object.entries(headers)
    .filter(([name]) => isSecretHeader(name))
    .flatMap(([, value]) => [value, value.replace(/^\w+ /, '')])
}
