import { inspect } from 'node:util'

/** What is wrong with something that a source threw for a reason of its own. */
export function errorProblems(thrown: unknown, what: string, secrets: readonly string[] = []): readonly string[] {
  if (!(thrown instanceof Error)) return [`${what} throws a ${typeof thrown}, not an Error`]
  const code: unknown = Reflect.get(thrown, 'code')
  return [
    ...(typeof code === 'string' && code !== '' ? [] : [`${what} throws an error without a \`code\``]),
    ...(typeof Reflect.get(thrown, 'isRetryable') === 'boolean'
      ? []
      : [`${what} throws an error that does not say whether trying again may help (\`isRetryable\`)`]),
    ...(thrown.message.trim().includes(' ') ? [] : [`${what} throws an error whose message says nothing`]),
    ...secretProblems(thrown, what, secrets),
  ]
}

function secretProblems(thrown: Error, what: string, secrets: readonly string[]): readonly string[] {
  // Everything that a log would show: message, stack, own properties and all causes.
  const text = inspect(thrown, { depth: 20, showHidden: true, maxStringLength: Infinity, maxArrayLength: Infinity })
  return secrets.some((secret) => secret !== '' && text.includes(secret))
    ? [`${what} throws an error that gives a secret away`]
    : []
}
