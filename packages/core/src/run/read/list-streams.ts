import type { Stream } from '../../contract/stream.ts'
import { guard } from '../guard.ts'
import type { ResolvedOptions } from '../options/resolve-options.ts'

/** The streams of the source, with the user's patience. */
export function listStreams({ source, signal, logger, stallTimeoutInMs }: ResolvedOptions): Promise<readonly Stream[]> {
  const who = `source ${source.name}`
  return guard(() => source.streams({ signal, logger }), { signal, timeoutInMs: stallTimeoutInMs, who })
}
