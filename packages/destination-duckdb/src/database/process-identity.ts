/**
 * Names this process, so that it is known whether the holder of a lease lives: nobody else can have the file open, so a
 * holder that is not this process is dead. The same in all threads and copies of this package; after a restart the
 * same number of a process may come again, but not with the same moment of its start.
 */
export function processIdentity(): string {
  const startedAt = Number(process.hrtime.bigint() / 1_000_000n) / 1000 - process.uptime()
  return `${process.pid}@${startedAt.toFixed(1)}`
}

/** Whether two identities are those of one process. Its start is measured, not known exactly. */
export function isSameProcess(left: string, right: string): boolean {
  const [leftPid, leftStart] = left.split('@')
  const [rightPid, rightStart] = right.split('@')
  return leftPid === rightPid && Math.abs(Number(leftStart) - Number(rightStart)) < 0.5
}
