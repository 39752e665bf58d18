import type { ServerEvent } from './route.ts'
import { toJson } from './to-json.ts'

/** Proxies close connections on which nothing comes. */
const heartbeatInMs = 15_000

/** Server-sent events, with a comment now and then where nothing happens. Ends with the events, or with the client. */
export function toEventStream(events: AsyncIterable<ServerEvent>, signal: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const iterator = events[Symbol.asyncIterator]()
  let heartbeat: NodeJS.Timeout | undefined
  const end = (): void => {
    clearInterval(heartbeat)
    signal.removeEventListener('abort', end)
    void iterator.return?.()
  }
  return new ReadableStream<Uint8Array>({
    start(controller) {
      heartbeat = setInterval(() => controller.enqueue(encoder.encode(':\n\n')), heartbeatInMs)
      heartbeat.unref()
      signal.addEventListener('abort', end, { once: true })
    },
    async pull(controller) {
      const next = await iterator.next().catch(() => ({ done: true, value: undefined }) as const)
      if (next.done === true) {
        end()
        controller.close()
        return
      }
      const { event, data } = next.value
      controller.enqueue(encoder.encode(`event: ${event}\ndata: ${toJson(data)}\n\n`))
    },
    cancel: end,
  })
}
