/** The data of server-sent events. */
export async function* readEvents<Data>(body: ReadableStream<Uint8Array>): AsyncGenerator<Data, void, undefined> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true })
    const blocks = rest.split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const data = block.split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []))
      if (data.length > 0) yield JSON.parse(data.join('\n')) as Data
    }
  }
}
