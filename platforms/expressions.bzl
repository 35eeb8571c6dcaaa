"""Reading the C expressions of fact sheets, as far as the lint must."""

def _is_word_character(character):
    return character.isalnum() or character == "_"

def words(text):
    """The identifiers and numbers of a C expression, in order."""
    spaced = "".join([character if _is_word_character(character) else " " for character in text.elems()])
    return [word for word in spaced.split(" ") if word]

def is_identifier(text):
    """Whether text is one C identifier, and so can be a macro's name."""
    return type(text) == "string" and words(text) == [text] and not text[0].isdigit()

def unnamed_number(text):
    """The first number other than 0 and 1, which everyone knows; None when there is none."""
    for word in words(text):
        if word[0].isdigit() and word.rstrip("uUlL") not in ["0", "1"]:
            return word
    return None

def conditional(text, guard):
    """Whether text asks which system it is compiled for.

    guard: the sheet's own, whose macros are its system's name. Compilers spell others __so__."""
    if "#" in text:
        return True
    own = [word for word in words(guard) if word != "defined"]
    for word in words(text):
        if word == "defined" or word in own:
            return True
        if word.startswith("__") and word.endswith("__"):
            return True
    return False
