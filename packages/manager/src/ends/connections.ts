import { createHash } from 'node:crypto'
import type { Connector, Destination, DestinationConnector, Logger, Source } from '@millrace/core'
import { cleanError } from '../secrets/clean-error.ts'
import { cleanLogger } from '../secrets/clean-logger.ts'
import type { Redactor } from '../secrets/redactor.ts'
import type { SecretKeeper } from '../secrets/secret-keeper.ts'
import type { SecretPlace } from '../secrets/secret-place.ts'
import type { Kept } from '../store/store.ts'
import { connectorOf } from './connector-of.ts'
import type { AnyEnd } from './any-end.ts'

/** A connected source or destination. */
export interface Connected<End> extends AsyncDisposable {
  readonly end: End
  /** Takes its secrets out of texts. */
  readonly redactor: Redactor
  /** For the plug-in: takes its secrets out of what it logs. */
  readonly logger: Logger
}

interface Shared {
  readonly destination: Destination
  users: number
  /** It was registered anew: closed as soon as nobody uses it. */
  isStale: boolean
}

/**
 * Binds what is registered to its settings. All who use a destination at the same time use the same one, so that pools are
 * shared and a file is opened once; it is closed when the last of them is done and the settings are others, or at the end.
 */
export class Connections {
  readonly #connectors: ReadonlyMap<string, Connector>
  readonly #destinations: ReadonlyMap<string, DestinationConnector>
  readonly #secrets: SecretKeeper
  readonly #logger: Logger
  readonly #shared: Map<number, Shared & { readonly fingerprint: string }> = new Map()

  constructor(parts: {
    readonly connectors: ReadonlyMap<string, Connector>
    readonly destinations: ReadonlyMap<string, DestinationConnector>
    readonly secrets: SecretKeeper
    readonly logger: Logger
  }) {
    this.#connectors = parts.connectors
    this.#destinations = parts.destinations
    this.#secrets = parts.secrets
    this.#logger = parts.logger
  }

  async source(kept: Kept<'source'>): Promise<Connected<Source>> {
    const connector = connectorOf(this.#connectors, kept.value.connector)
    const { settings, redactor } = await this.#secrets.reveal(connector.settings, kept.value, placeOf(kept))
    const end = connectCleanly(redactor, () => connector.connect(settings))
    const logger = cleanLogger(this.#logger, redactor)
    return { end, redactor, logger, [Symbol.asyncDispose]: async () => undefined }
  }

  async destination(kept: Kept<'destination'>): Promise<Connected<Destination>> {
    const connector = connectorOf(this.#destinations, kept.value.connector)
    const { settings, redactor } = await this.#secrets.reveal(connector.settings, kept.value, placeOf(kept))
    const fingerprint = fingerprintOf(settings)
    const known = this.#shared.get(kept.id)
    // What is only tested has no id, and is closed again at once.
    const isStale = kept.id === 0
    const isKnown = known?.fingerprint === fingerprint
    const connect = (): Destination => connectCleanly(redactor, () => connector.connect(settings))
    const used = isKnown ? known : { destination: connect(), users: 0, isStale, fingerprint }
    used.users += 1
    if (!isKnown && !isStale) this.#shared.set(kept.id, used)
    if (!isKnown && known !== undefined) await this.#retire(known)
    let isReleased = false
    return {
      end: used.destination,
      redactor,
      logger: cleanLogger(this.#logger, redactor),
      [Symbol.asyncDispose]: async () => {
        if (isReleased) return
        isReleased = true
        used.users -= 1
        if (used.isStale) await closeUnused(used)
      },
    }
  }

  /** A destination is registered no longer. */
  async forget(id: number): Promise<void> {
    const known = this.#shared.get(id)
    this.#shared.delete(id)
    if (known !== undefined) await this.#retire(known)
  }

  /** Closes what nobody uses, and the rest as soon as nobody does. */
  async close(): Promise<void> {
    const all = [...this.#shared.values()]
    this.#shared.clear()
    await Promise.all(all.map((shared) => this.#retire(shared)))
  }

  async #retire(shared: Shared): Promise<void> {
    shared.isStale = true
    await closeUnused(shared)
  }
}

/** What a plug-in cannot make of its settings, it may repeat. */
function connectCleanly<End>(redactor: Redactor, connect: () => End): End {
  try {
    return connect()
  } catch (thrown) {
    throw cleanError(thrown, redactor)
  }
}

/** Where the secrets of a record belong. */
function placeOf({ account, kind, id }: AnyEnd): SecretPlace {
  return { account, kind, id }
}

/** Another one when settings change, those that are looked up included. */
function fingerprintOf(settings: unknown): string {
  const text = JSON.stringify(settings, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  return createHash('sha256')
    .update(text ?? '')
    .digest('hex')
}

/** The contract knows no end of a destination; those that hold connections can be disposed. */
async function closeUnused({ users, destination }: Shared): Promise<void> {
  if (users > 0 || !isDisposable(destination)) return
  await destination[Symbol.asyncDispose]()
}

function isDisposable(value: object): value is AsyncDisposable {
  return Symbol.asyncDispose in value && typeof value[Symbol.asyncDispose] === 'function'
}
