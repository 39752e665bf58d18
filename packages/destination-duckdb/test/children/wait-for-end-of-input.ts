/** Waits until the parent lets this process go on. */
export async function waitForEndOfInput(): Promise<void> {
  for await (const _ of process.stdin);
}
