export function findBrowser(browser: 'chromium' | 'firefox'): string | null
export function hasChineseFont(): boolean | null
