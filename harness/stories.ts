/** What checks may use of the harness that play the stories of the authorization rules, in rooms of peers. */

export { type Act, perform, type Theatre } from './vectors/live/perform.ts';
export { rulesOf, scenesOf } from './vectors/live/scenes.ts';
