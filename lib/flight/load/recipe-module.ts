/** Runvar that names the module of a recipe of your own, absolute. */
export const RECIPE_MODULE = 'recipe_module';
