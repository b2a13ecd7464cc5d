import { useEffect, useRef, useState } from 'preact/hooks'
import type { Lang } from '../../utils/base/index.ts'

/** What reads aloud; `speechSynthesis`, or a test's own. */
export interface Speech {
  /** 'none': the machine has no voice for this language. */
  readonly state: 'idle' | 'reading' | 'none'
  /** Index of the sentence being read, -1 while silent. */
  readonly at: number
  start(): void
  stop(): void
}

/** A voice of the machine itself first: reading must not need a network, and the text need not leave the counter. */
function voiceFor(lang: Lang, voices: readonly SpeechSynthesisVoice[]): SpeechSynthesisVoice | null {
  const want = lang === 'zh-CN' ? /^(?:zh|cmn)([-_]|$)/i : /^en([-_]|$)/i
  const own = voices.filter((v) => want.test(v.lang) && !/hk|yue|tw/i.test(v.lang))
  return own.find((v) => v.localService) ?? own[0] ?? null
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

/** Reads sentences one by one, so that the one being read can be marked; `onStart` once per reading. */
export function useSpeech(sentences: readonly string[], lang: Lang, onStart: () => void): Speech {
  const [state, setState] = useState<Speech['state']>('idle')
  const [at, setAt] = useState(-1)
  // Each start and stop makes the callbacks of what was said before stale.
  const run = useRef(0)
  const synth = globalThis.speechSynthesis as SpeechSynthesis | undefined

  const stop = () => {
    run.current++
    synth?.cancel()
    setAt(-1)
    setState((s) => (s === 'none' ? s : 'idle'))
  }
  const text = sentences.join('\n')
  useEffect(() => {
    setState('idle')
    return stop
  }, [text, lang])

  const start = async () => {
    const mine = ++run.current
    synth?.cancel()
    const voice = synth ? voiceFor(lang, await voices(synth)) : null
    if (mine !== run.current) return
    if (!synth || !voice) {
      setState('none')
      return
    }
    setState('reading')
    onStart()
    const read = (i: number): void => {
      if (mine !== run.current) return
      const sentence = sentences[i]
      if (sentence === undefined) {
        stop()
        return
      }
      setAt(i)
      const u = new SpeechSynthesisUtterance(sentence)
      u.voice = voice
      u.lang = voice.lang
      u.rate = 0.9
      u.onend = () => read(i + 1)
      // A voice that is listed and cannot speak is as good as none; `canceled` comes from our own stop.
      u.onerror = (e) => {
        if (mine !== run.current || e.error === 'canceled' || e.error === 'interrupted') return
        stop()
        setState('none')
      }
      synth.speak(u)
    }
    read(0)
  }
  return { state, at, start: () => void start(), stop }
}
