import test from 'ava';
import { loadConfig } from '../../config/load-config.ts';
import { probeVirtualisation } from './choose-accelerator.ts';
import { ensureImage } from '../image/ensure-image.ts';

const { cacheDir } = (await loadConfig()).paths;

test('probeVirtualisation tells processors that virtualise in a host from those that do not', async (t) => {
  const image = await ensureImage('debian', { cacheDir, emitter: { progress: (line) => t.log(line) } });
  t.is(await probeVirtualisation(image, 'tcg', {}), 'works');
  t.regex(await probeVirtualisation(image, 'tcg', { processor: 'qemu64,-svm' }), /^fails: .*\/dev\/kvm/);
});
