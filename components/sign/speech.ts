import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Lang } from '../../utils/base/index.ts'

/** What reads aloud; `speechSynthesis`, or a test's own. */
export interface Speech {
  /** 'none': the machine has no voice of its own for this language. */
  readonly state: 'idle' | 'reading' | 'none'
  start(): void
  stop(): void
}

/** A voice of the machine itself or none: another would need a network, and what it reads would leave the counter. */
function voiceFor(lang: Lang, voices: readonly SpeechSynthesisVoice[]): SpeechSynthesisVoice | null {
  const want = lang === 'zh-CN' ? /^(?:zh|cmn)([-_]|$)/i : /^en([-_]|$)/i
  const own = voices.filter((v) => want.test(v.lang) && !/hk|yue|tw/i.test(v.lang))
  return own.find((v) => v.localService) ?? null
}

/** Voices arrive late in Chromium: wait for them, but not for ever. */
function voices(synth: SpeechSynthesis): Promise<readonly SpeechSynthesisVoice[]> {
  const now = synth.getVoices()
  if (now.length > 0) return Promise.resolve(now)
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      synth.removeEventListener?.('voiceschanged', done)
      resolve(synth.getVoices())
    }
    const timer = setTimeout(done, 1500)
    synth.addEventListener?.('voiceschanged', done)
  })
}

/** What is to be read of a screen, as it stands: each element that says so, by its own words or by the ones it names. */
const said = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.sign [data-say]')]
const wordsOf = (e: HTMLElement): string => e.dataset['say'] || (e.textContent ?? '').trim()

/**
 * Reads a screen sentence by sentence, and marks the one being read, so that who does not read finds the button that was
 * just named. Another `screen` or language ends it; `onStart` once per reading.
 */
export function useSpeech(screen: string, lang: Lang, onStart: () => void): Speech {
  const [state, setState] = useState<Speech['state']>('idle')
  const marked = useRef<HTMLElement | null>(null)
  // Each start and stop makes the callbacks of what was said before stale.
  const reading = useRef(0)
  const synth = globalThis.speechSynthesis as SpeechSynthesis | undefined

  const mark = (e: HTMLElement | null) => {
    if (marked.current) delete marked.current.dataset['reading']
    marked.current = e
    if (!e) return
    e.dataset['reading'] = ''
    e.scrollIntoView({ block: 'nearest' })
  }
  const stop = () => {
    reading.current++
    synth?.cancel()
    mark(null)
    setState((s) => (s === 'none' ? s : 'idle'))
  }
  useLayoutEffect(() => {
    setState('idle')
    return stop
  }, [screen, lang])

  const start = async () => {
    const mine = ++reading.current
    synth?.cancel()
    const voice = synth ? voiceFor(lang, await voices(synth)) : null
    if (mine !== reading.current) return
    if (!synth || !voice) {
      setState('none')
      return
    }
    setState('reading')
    onStart()
    const all = said()
    const read = (i: number): void => {
      if (mine !== reading.current) return
      const e = all[i]
      if (e === undefined) {
        stop()
        return
      }
      // What went from the screen in the meantime is not read.
      if (!e.isConnected) {
        read(i + 1)
        return
      }
      mark(e)
      const u = new SpeechSynthesisUtterance(wordsOf(e))
      u.voice = voice
      u.lang = voice.lang
      u.rate = 0.9
      u.onend = () => read(i + 1)
      // A voice that is listed and cannot speak is as good as none; `canceled` comes from our own stop.
      u.onerror = (e) => {
        if (mine !== reading.current || e.error === 'canceled' || e.error === 'interrupted') return
        stop()
        setState('none')
      }
      synth.speak(u)
    }
    read(0)
  }
  return { state, start: () => void start(), stop }
}
