import { defaultCapabilities } from '../contract/capabilities.ts'
import type { Capabilities } from '../contract/capabilities.ts'
import { contractVersion } from '../contract/contract-version.ts'
import type { Destination } from '../contract/destination.ts'

/** What `defineDestination` takes. */
export interface DestinationOptions<Extra extends object> {
  /** Short, stable, lower case: `postgres`. */
  readonly name: string
  /** What differs from `defaultCapabilities`. */
  readonly capabilities?: Partial<Capabilities>
  /** See `Destination.check`. */
  readonly check: Destination['check']
  /** See `Destination.open`. */
  readonly open: Destination['open']
  /** See `Destination.inspect`. */
  readonly inspect: Destination['inspect']
  /** Members of the destination's own, such as a way to query it. */
  readonly extra?: Extra
}

/** Makes a destination, with the members of `extra` beside those of the contract. */
export function defineDestination<Extra extends object = Record<never, never>>(
  options: DestinationOptions<Extra>,
): Destination & Extra {
  const { name, capabilities, check, open, inspect, extra } = options
  return {
    ...(extra ?? ({} as Extra)),
    contract: contractVersion,
    name,
    capabilities: { ...defaultCapabilities, ...capabilities },
    check,
    open,
    inspect,
  }
}
