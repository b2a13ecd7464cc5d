import '../../components/tokens.css'
import '../../components/base/base.css'
import { render } from 'preact'
import { StoppedApp } from '../../components/stopped/index.ts'
import { isServiceId } from '../../utils/base/index.ts'
import { lineTo } from '../../utils/platform/index.ts'
import { createClient } from '../../utils/wire/index.ts'

// The address names a service to ask about; anything else in it is not read.
const asked = new URLSearchParams(location.search).get('s')
const root = document.getElementById('app')
if (root)
  render(
    <StoppedApp client={createClient(lineTo('stopped'))} service={isServiceId(asked) ? asked : null} />,
    root,
  )
