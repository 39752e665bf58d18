import { Agent, get } from 'node:http'

/** What was measured. */
export interface Measured {
  /** Answers in a second. */
  readonly rate: number
  /** Of a hundred answers ninety-nine came within it. */
  readonly p99InMs: number
}

/** Asks again and again, over so many connections, after a second to warm up. */
export async function measure(
  url: string,
  options: { readonly key: string; readonly seconds: number; readonly connections: number },
): Promise<Measured> {
  const { key, seconds, connections } = options
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const begin = performance.now() + 1000
  const end = begin + seconds * 1000
  const times: number[] = []
  const ask = async (): Promise<void> => {
    while (performance.now() < end) {
      const sent = performance.now()
      await request(url, { agent, key })
      if (sent >= begin) times.push(performance.now() - sent)
    }
  }
  await Promise.all(Array.from({ length: connections }, ask))
  agent.destroy()
  const sorted = times.toSorted((left, right) => left - right)
  return { rate: times.length / seconds, p99InMs: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN }
}

function request(url: string, { agent, key }: { readonly agent: Agent; readonly key: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { authorization: `Bearer ${key}` } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`))
      response.resume()
      response.once('end', resolve)
    }).once('error', reject)
  })
}
