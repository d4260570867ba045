import { findEngine } from './engine.ts';

/** The image of a known homeserver that tests start; continuous integration builds it. */
export const testedImage = 'touchstone/dendrite';

/** Why homeservers in containers cannot be tested here; empty where they can. */
export const whyNoContainers = await (async (): Promise<string> => {
  try {
    const { client } = await findEngine();
    await client.container.dockerode.getImage(testedImage).inspect();
    return '';
  } catch (error) {
    const { message } = error as Error;
    return ` (skipped: ${message.replaceAll(/\s+/g, ' ').slice(0, 80)}; the image is built by .ci/container-images)`;
  }
})();
