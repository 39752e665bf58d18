export const warningCodes: Readonly<Record<string, string>> = {}
