"""A study whose people and images differ, made up."""

import numpy as np

from survey.analysis.arrays import NO_ANSWER


def study(*, people=42, images=100, people_right=0.79, model_right=0.78, seed=3, missing=0.0):
    """People's choices, a model's, and the truth: people tend to fail on the same images."""
    random = np.random.default_rng(seed)
    truth = np.arange(images) % 5
    easy = random.beta(1.6, 1.6 * (1 - people_right) / people_right, images)
    choices = np.where(random.random((people, images)) < easy, truth, (truth + 1) % 5)
    model = np.where(random.random((1, images)) < model_right, truth, (truth + 1) % 5)
    choices[random.random((people, images)) < missing] = NO_ANSWER
    return choices, model, truth
