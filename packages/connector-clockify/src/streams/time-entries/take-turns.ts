const hourInMs = 3_600_000

/**
 * How long a user's entries rest after they were read. With an hourly quota that is soon used up by the users, a run pauses
 * and the next one begins with the first user again: so that the last one has a turn, those that just had one rest.
 */
export function restInMs(users: number, requestsPerHour: number | undefined): number {
  // Half of the quota is for everything else that a pipeline reads.
  const hours = requestsPerHour === undefined ? 0 : (users * 2) / requestsPerHour
  return hours <= 1 ? 0 : Math.ceil(hours) * hourInMs
}
