/** The record that a secret belongs to. A sealed text opens nowhere else. */
export interface SecretPlace {
  readonly account: number
  readonly kind: 'source' | 'destination'
  readonly id: number
}

/** For messages. */
export function describePlace({ account, kind, id }: SecretPlace, path: string): string {
  return `secret ${path === '' ? '(all settings)' : path} of ${kind} ${id} in account ${account}`
}
