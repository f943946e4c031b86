"""The jobs: each wires the layers for one thing people do, and holds no rule."""
