/** How the dialog of velocities is set, and what it asks for. */

import type { VelocityChange } from '#lib/score/index.ts';

export const VELOCITY_WAYS = ['set', 'scale', 'add', 'ramp', 'randomise'] as const;
type VelocityWay = (typeof VELOCITY_WAYS)[number];

export interface VelocitySetting {
	way: VelocityWay;
	level: number;
	factor: number;
	by: number;
	from: number;
	to: number;
	most: number;
	seed: number;
}

export const FIRST_VELOCITY_SETTING: Readonly<VelocitySetting> = {
	way: 'scale',
	level: 100,
	factor: 1,
	by: 0,
	from: 40,
	to: 110,
	most: 12,
	seed: 1
};

/** What of the setting counts. */
export function toVelocityChange({ way, level, factor, by, from, to, most, seed }: VelocitySetting): VelocityChange {
	const changes: { readonly [W in VelocityWay]: VelocityChange } = {
		set: { kind: 'set', velocity: level },
		scale: { kind: 'scale', factor },
		add: { kind: 'add', by },
		ramp: { kind: 'ramp', from, to },
		randomise: { kind: 'randomise', most, seed }
	};
	return changes[way];
}
