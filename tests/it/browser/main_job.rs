//! The main job from an empty folder to figures that outlive a pulled plug, as an owner does it.
