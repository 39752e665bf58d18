import type { AttemptName } from './attempt-staging.ts'

/** Says that an attempt is not the latest at its partition. */
export function describeSuperseded({ stream, partition, attempt }: AttemptName, latest: number | undefined): string {
  return `attempt ${attempt} at partition '${partition}' of stream ${stream} is not the latest, which is ${latest ?? 'none'}: the partition was begun again, or its generation has ended`
}
