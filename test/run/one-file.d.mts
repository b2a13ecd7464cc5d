/** Builds the verify page as one file; gives its path (`.output/verify.html` unless told). */
export function buildVerifyPage(file?: string): Promise<string>
