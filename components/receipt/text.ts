import en from '../text/en/receipt.json' with { type: 'json' }
import { translator } from '../text/index.ts'
import zh from '../text/zh-CN/receipt.json' with { type: 'json' }

export const receiptText = translator({ 'zh-CN': zh, en })
