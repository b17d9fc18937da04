"""What scripts/train_entities and scripts/evaluate_entities.py share: corpora, invented text, the net."""
