"""One module per chapter subject: frames in, frames out."""
