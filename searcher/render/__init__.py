"""How an answer looks: for people in a terminal, for programs as data, for authors as citations."""
